namespace Porthole.Relay.Admission;

/// <summary>The place that an admitted connection takes, until it leaves or is displaced. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class Ticket
{
    public Ticket(SourceState source, DeviceState device, TimeSpan enteredAt)
    {
        Source = source;
        Device = device;
        EnteredAt = enteredAt;
        OfAll = new(this);
        OfDevice = new(this);
    }

    public SourceState Source { get; }

    public DeviceState Device { get; }

    public TimeSpan EnteredAt { get; }

    /// <summary>The place among all connections that are not served yet, and among those of the device.</summary>
    public LinkedListNode<Ticket> OfAll { get; }

    /// <inheritdoc cref="OfAll"/>
    public LinkedListNode<Ticket> OfDevice { get; }

    /// <summary>The place is no longer counted.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Ends the connection when its place is given to another.</summary>
    public Action? Displace { get; set; }
}

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
