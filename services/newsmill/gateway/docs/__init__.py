"""The page that describes the API, made of the same table as everything else."""
