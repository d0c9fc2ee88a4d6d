"""From results and output tokens to the parameters under data/calibration."""
