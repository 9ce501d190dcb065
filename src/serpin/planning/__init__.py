"""Floor 4: the plan, made by :func:`serpin.plan`; the only place that knows the order of the engines."""
