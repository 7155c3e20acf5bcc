"""Dashboards as code: what Grafana is given is written from here; nothing is drawn by hand."""
