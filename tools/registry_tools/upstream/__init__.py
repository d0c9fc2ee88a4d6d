"""What others publish, as they publish it: catalogues of models, prices and accelerators, the survey, configurations."""
