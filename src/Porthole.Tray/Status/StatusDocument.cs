namespace Porthole.Tray.Status;

/// <summary>The status document, as far as the tray shows it (DESIGN.md, "Status document").</summary>
internal sealed record StatusDocument(IReadOnlyList<Forward> Forwards, IReadOnlyList<Problem> Problems);

/// <summary>One forward and where it is reached.</summary>
internal sealed record Forward
{
    /// <summary>The device's id and the port's, with a slash between: <c>front-door/rtsp</c>.</summary>
    public required string Id { get; init; }

    public required string Device { get; init; }

    public required string Name { get; init; }

    public required ForwardState State { get; init; }

    /// <summary>Whether the device answered when it was last asked; null when not known.</summary>
    public bool? DeviceOnline { get; init; }

    /// <summary>Where it is reached from outside; null while it is not.</summary>
    public string? External { get; init; }

    /// <summary>The same as a URL; null where the port has no URL.</summary>
    public string? Url { get; init; }

    /// <summary>Where the relay listens in the LAN; null without a relay.</summary>
    public string? RelayListen { get; init; }

    /// <summary>The part of <see cref="Id"/> that names the device in the API.</summary>
    public string DeviceId => Id.Split('/')[0];
}

/// <summary>A forward's state in the contract's words.</summary>
internal enum ForwardState
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,
    Pending,
    Mapped,
    Failed,
    Paused,
}

/// <summary>A problem that stands, and what to do about it.</summary>
internal sealed record Problem(string Code, string Title, IReadOnlyList<string> Remedy);
