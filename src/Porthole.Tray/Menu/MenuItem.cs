namespace Porthole.Tray.Menu;

/// <summary>One line of a menu.</summary>
internal sealed record MenuItem
{
    public static MenuItem Separator { get; } = new() { Text = "" };

    /// <summary>The line as Windows takes it: <c>&amp;</c> before the access key, doubled where it is meant (<see cref="MenuText"/>).</summary>
    public required string Text { get; init; }

    /// <summary>What stands at the right edge.</summary>
    public string Detail { get; init; } = "";

    public MenuMark Mark { get; init; }

    /// <summary>What choosing it does; null for a line that is only read.</summary>
    public MenuCommand? Command { get; init; }

    /// <summary>Shown in bold: what a click on the icon does too.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The submenu it opens; empty for none.</summary>
    public IReadOnlyList<MenuItem> Children { get; init; } = [];

    public bool IsSeparator => ReferenceEquals(this, Separator);

    public bool IsEnabled => Command is not null || Children.Count > 0;
}

/// <summary>The sign before a line.</summary>
internal enum MenuMark
{
    None,
    Open,
    Opening,
    NotOpen,
    Paused,
    Problem,
}
