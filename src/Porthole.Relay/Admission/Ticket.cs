namespace Porthole.Relay.Admission;

/// <summary>The place that an admitted connection takes, until it leaves.</summary>
internal sealed record Ticket(SourceState Source, DeviceState Device);

/// <summary>What an ended connection says of its source.</summary>
internal enum Verdict
{
    /// <summary>Nothing: it was not the source's doing.</summary>
    Neutral,

    /// <summary>The device served it.</summary>
    Served,

    /// <summary>It was short and the device had next to nothing to say to it.</summary>
    Failing,
}
