"""Terminal charts as pure numpy rasters: data in, cells out."""
