"""The mathematics of insurance: premiums, compound distributions, the choice of covers, the reserve."""
