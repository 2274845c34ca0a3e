namespace Porthole.Relay.Admission;

/// <summary>The places that live connections take, of each device and of all. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class Places
{
    // Time enough for a login over a slow line; who was not served by then may have to give way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // No live picture is silent for so long. What is silent (a kept-alive connection of a browser, a vanished viewer) can come again.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DeviceState> _devices = [];

    // The oldest first.
    private readonly LinkedList<Ticket> _live = [];

    public DeviceState DeviceOf(string device)
    {
        if (!_devices.TryGetValue(device, out var state))
            _devices.Add(device, state = new DeviceState());

        return state;
    }

    /// <summary>Whether there is a place for one more.</summary>
    /// <param name="device">Where it wants to go.</param>
    /// <param name="options">The limits.</param>
    /// <param name="now">The time.</param>
    /// <param name="occupant">Who has to leave for it; null when a place is free.</param>
    /// <returns>The limit that is reached, or null when there is a place.</returns>
    public RelayRefusal? Find(DeviceState device, RelayOptions options, TimeSpan now, out Ticket? occupant)
    {
        occupant = null;

        // A place at the device is a place among all, too.
        var (full, limit) = device.Live.Count >= options.MaxConnectionsPerDevice ? (device.Live, RelayRefusal.DeviceLimit)
            : _live.Count >= options.MaxConnections ? (_live, RelayRefusal.TotalLimit)
            : (null, default);
        if (full is null)
            return null;

        occupant = WhoCanLeave(full, now);
        return occupant is null ? limit : null;
    }

    public void Take(Ticket ticket)
    {
        ticket.Device.Live.AddLast(ticket.OfDevice);
        _live.AddLast(ticket.OfAll);
    }

    /// <summary>Gives a place back; false when it was given back before.</summary>
    public bool Vacate(Ticket ticket)
    {
        if (ticket.HasLeft)
            return false;

        ticket.HasLeft = true;
        ticket.Device.Live.Remove(ticket.OfDevice);
        _live.Remove(ticket.OfAll);
        return true;
    }

    /// <summary>The oldest that was not served in its time of grace, else the one that the device has been silent to for the longest time.</summary>
    private static Ticket? WhoCanLeave(LinkedList<Ticket> live, TimeSpan now)
    {
        Ticket? mostSilent = null;

        foreach (var ticket in live)
        {
            if (ticket.Displace is null)
                continue;
            if (!ticket.IsServed && now - ticket.EnteredAt >= Grace)
                return ticket;
            if (now - ticket.HeardAt >= Silence && (mostSilent is null || ticket.HeardAt < mostSilent.HeardAt))
                mostSilent = ticket;
        }

        return mostSilent;
    }
}
