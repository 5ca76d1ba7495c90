"""The support package of homework 12: networks, data and plots, so that the notebook holds only ideas.

transformer.py           question 1: a small Transformer and its task
kl.py                    question 2: fits by the two divergences
vib.py                   question 3: the information bottleneck on digits
vae.py                   question 4: the VAE, its training and its pictures
vae_runs.py              several runs, and what they have in common
vae_experiment.py        what `experiment.py` does
checkpoints.py           a training that is stopped resumes where it was
mnist.py, mnist_files.py the digits, and where all of MNIST comes from
maml.py                  question 5: meta-learning, and its demos
maml_tasks.py, maml_problems.py, maml_learners.py, maml_result.py, maml_plots.py, fourier.py
plots.py, style.py, picture.py   the one look of every figure
progress.py              progress bars
"""

__version__ = "0.1.0"
