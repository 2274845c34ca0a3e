using System.Collections.Immutable;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Where one family of routers has the two menus that matter here.</summary>
internal sealed record RouterMenu
{
    /// <summary>The row's name for programs.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Words of which one must stand whole in what the router calls itself, in lower case.</summary>
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>Where UPnP is switched on; null when it has no such switch, or none is known.</summary>
    public MenuPath? Upnp { get; init; }

    /// <summary>Where a port forwarding rule is entered by hand; null when none is known.</summary>
    public MenuPath? Rule { get; init; }

    /// <summary>The name or address of its own pages, or the app; null for the gateway's address.</summary>
    public string? Admin { get; init; }

    /// <summary>What else an owner of this router must know; empty for most.</summary>
    public string Note { get; init; } = "";
}

/// <summary>The way through a router's menus.</summary>
/// <param name="Path">The menu items with ">" between.</param>
/// <param name="IsSure">Whether the maker's own manual says so; otherwise it is worded as "usually under".</param>
internal sealed record MenuPath(string Path, bool IsSure = true)
{
    public static MenuPath Usually(string path) => new(path, IsSure: false);

    public override string ToString() => IsSure ? $"under {Path}" : $"usually under {Path}";
}
