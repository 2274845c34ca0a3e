using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay.Admission;

/// <summary>Decides who gets in before the device hears of it. Shared by all listeners of a host.</summary>
internal sealed class AdmissionControl(RelayOptions options, RelayClock clock)
{
    // Strangers may take this many seconds' worth of a device's rate at once.
    private const int StrangerBurstSeconds = 2;

    private readonly Lock _lock = new();
    private readonly SourceTable _sources = new();
    private readonly Places _places = new();
    private volatile AllowList _allowFrom = new(options.AllowFrom);
    private RelayOptions _options = options;

    public void Update(RelayOptions options)
    {
        lock (_lock)
        {
            _options = options;
            _allowFrom = new AllowList(options.AllowFrom);
        }
    }

    public bool IsAllowed(SourceAddress address, AllowList? routeAllowFrom) =>
        _allowFrom.Contains(address) && routeAllowFrom?.Contains(address) != false;

    /// <summary>Admits a connection, or says why not.</summary>
    public Ticket? TryEnter(SourceAddress address, string device, AllowList? routeAllowFrom, out RelayRefusal refusal)
    {
        // Before the lock and the table: who is not allowed leaves no trace.
        refusal = RelayRefusal.NotAllowed;
        if (!IsAllowed(address, routeAllowFrom))
            return null;

        Ticket? displaced;
        Ticket ticket;

        lock (_lock)
        {
            var now = clock.Now;
            var source = _sources.Find(address.Network);
            var target = _places.DeviceOf(device);

            if (Refuse(source, target, now, out displaced) is { } reason)
            {
                refusal = reason;
                return null;
            }

            if (displaced is not null)
                Vacate(displaced);

            ticket = new Ticket(source ?? Remember(address.Network, now), target, now);
            _sources.Enter(ticket.Source);
            _places.Take(ticket);
        }

        displaced?.Displace!();
        return ticket;
    }

    /// <summary>Gives a connection's place back. True when its source is blocked from now on.</summary>
    public bool Leave(Ticket ticket, Verdict verdict)
    {
        lock (_lock)
        {
            Vacate(ticket);
            return ticket.Source.Judge(verdict, clock.Now, _options);
        }
    }

    /// <summary>Remembers that a device serves this source while the connection still lives.</summary>
    public void Served(Ticket ticket)
    {
        lock (_lock)
        {
            ticket.IsServed = true;
            ticket.Source.Judge(Verdict.Served, clock.Now, _options);
        }
    }

    public ImmutableArray<RelayBlock> Blocked()
    {
        lock (_lock)
        {
            var now = clock.Now;
            return [.. _sources.All.Where(source => source.BlockedUntil > now)
                .Select(source => new RelayBlock(source.Network.ToIPAddress(), clock.ToWallTime(source.BlockedUntil)))];
        }
    }

    public bool Unblock(IPAddress source)
    {
        lock (_lock)
            return _sources.Find(SourceAddress.From(source).Network)?.Unblock(clock.Now) == true;
    }

    private RelayRefusal? Refuse(SourceState? source, DeviceState device, TimeSpan now, out Ticket? displaced)
    {
        displaced = null;

        if (source is not null)
        {
            _sources.Touch(source);
            if (source.BlockedUntil > now)
                return RelayRefusal.Blocked;
            if (!source.Rate.TryTake(now, _options.ConnectionRatePerSource, _options.ConnectionBurstPerSource))
                return RelayRefusal.SourceRate;
            if (source.Live >= _options.MaxConnectionsPerSource)
                return RelayRefusal.SourceLimit;
        }

        if (_places.Find(device, _options, now, out displaced) is { } limit)
            return limit;

        return source is { Served: true } || TryTakeStrangerRate(device, now) ? null : RelayRefusal.DeviceRate;
    }

    private bool TryTakeStrangerRate(DeviceState device, TimeSpan now) =>
        device.StrangerRate.TryTake(now, _options.ConnectionRatePerDevice, StrangerBurstSeconds * _options.ConnectionRatePerDevice);

    /// <summary>Only who is admitted is remembered: a flood of forged addresses must not wash out the known ones.</summary>
    private SourceState Remember(SourceAddress network, TimeSpan now)
    {
        var source = _sources.Add(network, _options.MaxRememberedSources);
        source.Rate.TryTake(now, _options.ConnectionRatePerSource, _options.ConnectionBurstPerSource);
        return source;
    }

    private void Vacate(Ticket ticket)
    {
        if (_places.Vacate(ticket))
            _sources.Leave(ticket.Source);
    }
}
