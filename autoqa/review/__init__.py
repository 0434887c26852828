"""The inspectors' server: the queue, the call page, and the way of a scorecard from draft to settled.

Pages are rendered here and work without any other server; what they show comes from ``autoqa.store``, what a
verdict is worth from ``autoqa.scoring``.
"""
