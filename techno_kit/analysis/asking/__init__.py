"""What verbs are asked: questions, audiences, numbers, scores of scales."""
