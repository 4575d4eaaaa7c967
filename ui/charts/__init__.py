"""Pure functions from results to Plotly figures; nothing here knows Streamlit."""
