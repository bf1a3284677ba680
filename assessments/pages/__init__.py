"""The archive's pages: catalogue, solution, assessment, writing, forking, review, tasks."""
