"""The mixed-integer programme of the selection, in HiGHS."""
