"""Commands that go from panel to panel."""

from driftview.tui.commands.command import WITHOUT_STEPS, Command

NUMBERED = 6
"""How many panels have a key of their own."""

PANELS = (
    Command("next_panel", ("tab",), "Next panel", "Move the focus on by one panel.", "Panels"),
    Command("previous_panel", ("shift+tab",), "Panel before", "Move the focus back by one panel.", "Panels"),
    Command(
        "maximise", ("z",), "Maximise the panel",
        "Give the panel that has the focus, or the first one, all the room; the same key gives it back.",
        "Panels", short="maximise",
    ),
    *(
        Command(
            f"panel_{number}", (str(number),), f"Panel {number}",
            f"Put the focus on panel {number}, counted as one reads.", "Panels", elsewhere=WITHOUT_STEPS,
        )
        for number in range(1, NUMBERED + 1)
    ),
)  # fmt: skip
"""In the order in which help shows them."""
