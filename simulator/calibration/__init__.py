"""The acceptance curve, fitted on what people really accepted and refused, and checked on the rest."""
