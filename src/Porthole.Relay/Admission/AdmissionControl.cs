using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay.Admission;

/// <summary>Decides who gets in before the device hears of it. Shared by all listeners of a host.</summary>
internal sealed class AdmissionControl(RelayOptions options, RelayClock clock)
{
    // A source that was never served may take this many seconds' worth of the device's rate at once.
    private const int DeviceBurstSeconds = 2;

    private readonly Lock _lock = new();
    private readonly SourceTable _sources = new();
    private readonly Dictionary<string, DeviceState> _devices = [];
    private RelayOptions _options = options;
    private AllowList _allowFrom = new(options.AllowFrom);
    private int _live;

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
        // Before the lock and the table: strangers who are not allowed leave no trace.
        if (!IsAllowed(address, routeAllowFrom))
        {
            refusal = RelayRefusal.NotAllowed;
            return null;
        }

        lock (_lock)
        {
            var now = clock.Now;
            var source = _sources.Touch(address.Network, _options.MaxRememberedSources);
            var target = DeviceOf(device);

            if (Refuse(source, target, now) is { } reason)
            {
                refusal = reason;
                return null;
            }

            _sources.Enter(source);
            target.Live++;
            _live++;
            refusal = default;
            return new Ticket(source, target);
        }
    }

    /// <summary>Gives a connection's place back. True when its source is blocked from now on.</summary>
    public bool Leave(Ticket ticket, Verdict verdict)
    {
        lock (_lock)
        {
            _sources.Leave(ticket.Source);
            ticket.Device.Live--;
            _live--;
            return Judge(ticket.Source, verdict, clock.Now);
        }
    }

    /// <summary>Remembers that a device serves this source while its connection still lives.</summary>
    public void Served(Ticket ticket)
    {
        lock (_lock)
            Judge(ticket.Source, Verdict.Served, clock.Now);
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
        {
            if (_sources.Find(SourceAddress.From(source).Network) is not { } state || state.BlockedUntil <= clock.Now)
                return false;

            state.BlockedUntil = TimeSpan.Zero;
            state.Failures = 0;
            return true;
        }
    }

    private RelayRefusal? Refuse(SourceState source, DeviceState device, TimeSpan now)
    {
        if (source.BlockedUntil > now)
            return RelayRefusal.Blocked;
        if (!source.Rate.TryTake(now, _options.ConnectionRatePerSource, _options.ConnectionBurstPerSource))
            return RelayRefusal.SourceRate;
        if (source.Live >= _options.MaxConnectionsPerSource)
            return RelayRefusal.SourceLimit;
        if (device.Live >= _options.MaxConnectionsPerDevice)
            return RelayRefusal.DeviceLimit;
        if (_live >= _options.MaxConnections)
            return RelayRefusal.TotalLimit;
        if (!source.Served && !device.StrangerRate.TryTake(now, _options.ConnectionRatePerDevice, DeviceBurstSeconds * _options.ConnectionRatePerDevice))
            return RelayRefusal.DeviceRate;

        return null;
    }

    private bool Judge(SourceState source, Verdict verdict, TimeSpan now)
    {
        if (verdict == Verdict.Served)
        {
            source.Served = true;
            source.Failures = 0;
        }

        if (verdict != Verdict.Failing || _options.MaxFailuresPerSource == 0 || source.BlockedUntil > now)
            return false;

        if (now - source.FailingSince > _options.FailureWindow)
        {
            source.FailingSince = now;
            source.Failures = 0;
        }

        if (++source.Failures < _options.MaxFailuresPerSource)
            return false;

        source.Failures = 0;
        source.BlockedUntil = now + _options.BlockTime;
        return true;
    }

    private DeviceState DeviceOf(string device)
    {
        if (!_devices.TryGetValue(device, out var state))
            _devices.Add(device, state = new DeviceState());

        return state;
    }
}
