"""History matching: which values of the coefficients do the targets not rule out (docs/calibration.md)?"""
