"""A sample publication as HWPX (OWPML, KS X 6101), the format Korean offices exchange."""

from seoulcoop.demo.hwpx.package import sample_hwpx

__all__ = ["sample_hwpx"]
