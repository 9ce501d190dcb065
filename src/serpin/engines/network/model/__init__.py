"""The mathematics of cooperation: paths, holes, communities, chains, catalysts, markets of technology."""
