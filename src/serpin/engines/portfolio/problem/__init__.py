"""What is decided, in numbers and without a solver: ways, purses and limits; model and check read it."""
