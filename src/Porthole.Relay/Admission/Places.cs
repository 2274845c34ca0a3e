namespace Porthole.Relay.Admission;

/// <summary>The places that live connections take, of each device and of all. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class Places
{
    // Time enough for a login over a slow line; who was not served by then may have to give way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DeviceState> _devices = [];

    // The connections that are not served yet, the oldest first.
    private readonly LinkedList<Ticket> _unserved = [];
    private int _live;

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
        if (device.Live >= options.MaxConnectionsPerDevice)
            return CanLeave(device.Unserved, now, out occupant) ? null : RelayRefusal.DeviceLimit;
        if (_live >= options.MaxConnections)
            return CanLeave(_unserved, now, out occupant) ? null : RelayRefusal.TotalLimit;

        return null;
    }

    public void Take(Ticket ticket)
    {
        ticket.Device.Live++;
        _live++;
        ticket.Device.Unserved.AddLast(ticket.OfDevice);
        _unserved.AddLast(ticket.OfAll);
    }

    /// <summary>Gives a place back; false when it was given back before.</summary>
    public bool Vacate(Ticket ticket)
    {
        if (ticket.HasLeft)
            return false;

        ticket.HasLeft = true;
        ticket.Device.Live--;
        _live--;
        Served(ticket);
        return true;
    }

    /// <summary>Makes a place safe from newcomers.</summary>
    public void Served(Ticket ticket)
    {
        if (ticket.OfAll.List is null)
            return;

        _unserved.Remove(ticket.OfAll);
        ticket.Device.Unserved.Remove(ticket.OfDevice);
    }

    private static bool CanLeave(LinkedList<Ticket> unserved, TimeSpan now, out Ticket? oldest)
    {
        oldest = unserved.First?.Value;
        return oldest is { Displace: not null } && now - oldest.EnteredAt >= Grace;
    }
}
