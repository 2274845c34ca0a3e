namespace Porthole.Relay.Admission;

/// <summary>The place that an admitted connection takes, until it leaves or is displaced.</summary>
internal sealed class Ticket
{
    private long _heardAt;

    public Ticket(SourceState source, DeviceState device, TimeSpan enteredAt)
    {
        Source = source;
        Device = device;
        EnteredAt = enteredAt;
        OfAll = new(this);
        OfDevice = new(this);
        HeardFromDevice(enteredAt);
    }

    public SourceState Source { get; }

    public DeviceState Device { get; }

    public TimeSpan EnteredAt { get; }

    /// <summary>The place among all live connections, and among those of the device.</summary>
    public LinkedListNode<Ticket> OfAll { get; }

    /// <inheritdoc cref="OfAll"/>
    public LinkedListNode<Ticket> OfDevice { get; }

    /// <summary>The device has served it. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
    public bool IsServed { get; set; }

    /// <summary>The place is no longer counted. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Ends the connection when its place is given to another.</summary>
    public Action? Displace { get; set; }

    /// <summary>When the device last sent it something, to about a second.</summary>
    public TimeSpan HeardAt => new(Volatile.Read(ref _heardAt));

    public void HeardFromDevice(TimeSpan now) => Volatile.Write(ref _heardAt, now.Ticks);
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
