"""driftview for those who write Python: texts, runs, laws and studies, under the names of the package.

A thin front: everything is done in the rooms below, and results come back as those rooms' own objects, which
here can be had as records, arrays and pandas frames too. Nothing is kept between calls but what belongs to
the objects that were returned.
"""
