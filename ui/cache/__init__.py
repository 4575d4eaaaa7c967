"""What is kept between reruns, for everybody."""
