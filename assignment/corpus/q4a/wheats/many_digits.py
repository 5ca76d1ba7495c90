# What: as a program prints them
vae_metrics = {"nelbo": (105.84123229980469, 0.24988), "kl": (24.140338897705078, 0.0712), "rec": (81.70089340209961, 0.2533)}
vae_data = "5k"
