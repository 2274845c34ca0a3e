using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>One forward's place in the loop: what is wished, what is held, what is due. Touched by the loop alone.</summary>
internal sealed class ForwardMachine(WishedForward wish)
{
    private ForwardSnapshot? _snapshot;
    private RememberedForward? _remembered;
    private Mapping? _rememberedFrom;
    private Claim? _claim;
    private (Transport Transport, ushort External)? _askedFor;
    private (WishedForward, DevicePlacement, ushort, ushort, IRelayListener?, GatewayView, bool) _claimFrom;

    public WishedForward Wish { get; set => Set(ref field, value); } = wish;

    /// <summary>False once the forward left the registry: what it holds is given back, then it is forgotten.</summary>
    public bool IsWanted { get; set; } = true;

    public Holding Held { get; set => Set(ref field, value); } = Holding.Nothing;

    public DevicePlacement Placement { get; set; }

    /// <summary>The port asked for first: the wish, or the one that a conflict led to earlier.</summary>
    public ushort FirstPort { get; private set; } = wish.ExternalPort;

    /// <summary>The port its relay listens on first: the wish, or where it listened last. A mapping may still lead there, and not move.</summary>
    public ushort RelayPort { get; private set; } = wish.ExternalPort;

    /// <summary>Whether what is held no longer fits the wish and must be given back before anything else.</summary>
    public bool MustRelease { get; set; }

    /// <summary>Whether it is to hold nothing, or must give back what it holds first.</summary>
    public bool IsLeaving => MustRelease || !IsWanted || Wish.IsClosed;

    public bool IsBusy { get; set; }

    public DateTimeOffset ClimbNotBefore { get; set; }

    public DateTimeOffset? ImproveAt { get; set; }

    public DateTimeOffset? RenewAt { get; set => Set(ref field, value); }

    public DateTimeOffset? VerifyAt { get; set; }

    public DateTimeOffset? RestoredAt { get; set => Set(ref field, value); }

    /// <summary>Whether the router, by its own word, may hold the mapping no more.</summary>
    public Doubt Doubt { get; set => Set(ref field, value); }

    /// <summary>Renewals of the present grant that went unanswered.</summary>
    public int RenewTries { get; set; }

    /// <summary>Since when the router has not answered for its mapping; null while it does.</summary>
    public DateTimeOffset? SilentSince { get; set; }

    /// <summary>Climbs in a row that ended below the best rung for a reason that may heal.</summary>
    public int Failures { get; set; }

    /// <summary>Whose entry took the place of its mapping last; null for nobody's.</summary>
    public TableEntry? GaveWayTo { get; set => Set(ref field, value); }

    /// <summary>How often since <see cref="TakenBackSince"/> its mapping led elsewhere, with our own tag, and was taken back.</summary>
    public int TakenBack { get; set; }

    public DateTimeOffset TakenBackSince { get; set; }

    public bool HasClimbed { get; set => Set(ref field, value); }

    /// <summary>What came of the last connection to the device's port; null before, and for UDP.</summary>
    public DeviceAnswer? Answer { get; set => Set(ref field, value); }

    /// <summary>What brings the forward to what it comes to next, in words; for the history.</summary>
    public string Why { get; set => Set(ref field, value); } = "the agent started";

    /// <summary>Begins work: its due time is used up. One that an event sets while the work runs stands when it ends.</summary>
    public void Begin(Work work)
    {
        IsBusy = true;
        if (work != Work.Release) _askedFor = PortWished;
        if (work == Work.Renew) RenewAt = null;
        if (work == Work.Verify) VerifyAt = null;
        if (work == Work.Improve) ImproveAt = null;
    }

    /// <summary>Begins again at the wished port, as when another one is wished.</summary>
    public void ForgetPorts() => FirstPort = RelayPort = Wish.ExternalPort;

    /// <summary>Keeps to the ports that it came to. Work that began before another port was wished knows nothing of the new one, and teaches nothing.</summary>
    public void KeepTo(ushort? external, ushort? relay)
    {
        if (_askedFor is { } asked && asked != PortWished) return;
        (FirstPort, RelayPort) = (external ?? FirstPort, relay ?? RelayPort);
    }

    /// <summary>Renews at the given time, or earlier when an event asks for it.</summary>
    public void RenewBy(DateTimeOffset? at) => RenewAt = Earlier(RenewAt, at);

    /// <summary>Renews now: what it held may be gone. A readback first would only take time.</summary>
    public void AskAnew(DateTimeOffset now) => (RenewAt, VerifyAt) = (Earlier(RenewAt, now), null);

    /// <summary>Whether it is due to be asked for anew, and so need not be looked for.</summary>
    public bool IsAskedAnew(DateTimeOffset now) => RenewAt <= now;

    /// <summary>Reads back at the given time, or earlier when an event asks for it.</summary>
    public void VerifyBy(DateTimeOffset? at) => VerifyAt = Earlier(VerifyAt, at);

    /// <summary>Looks up the ladder at the given time, or earlier when an event asks for it.</summary>
    public void ImproveBy(DateTimeOffset? at) => ImproveAt = Earlier(ImproveAt, at);

    public ForwardState State => Held switch
    {
        { IsMapped: true } when Doubt == Doubt.None => ForwardState.Mapped,
        { IsMapped: true } when Doubt == Doubt.Asking => ForwardState.Pending,
        { Route: Route.None } when Wish.IsPaused => ForwardState.Paused,
        { Route: Route.None } when Wish.IsDisplaced => ForwardState.Failed,
        _ => HasClimbed ? ForwardState.Failed : ForwardState.Pending,
    };

    /// <summary>The forward as everybody may see it; the same object until something of it changes, so that 500 quiet forwards cost nothing.</summary>
    public ForwardSnapshot Snapshot() => _snapshot ??= new ForwardSnapshot
    {
        Wish = Wish,
        State = State,
        Held = Held,
        RenewsAt = RenewAt,
        RestoredAt = RestoredAt,
        GaveWayTo = GaveWayTo,
        Answer = Answer,
        Why = Why,
    };

    /// <summary>What to remember of it; the same object until that changes. A forward without a mapping keeps its port: the address comes back with the router.</summary>
    public RememberedForward? Remember(RememberedForward? before)
    {
        if (Held.Mapping is not { } mapping) return _remembered ?? before;
        var wished = (_askedFor ?? PortWished).External;
        if (_remembered is not null && ReferenceEquals(mapping, _rememberedFrom) && _remembered.Wish == wished) return _remembered;
        _rememberedFrom = mapping;
        var now = RememberedForward.From(wished, mapping) with { RelayPort = (ushort?)Held.Relay?.LocalEndPoint.Port };
        return now == _remembered ? _remembered : _remembered = now;
    }

    /// <summary>What it would ask of the gateway first; the same object until that changes.</summary>
    public Claim ClaimOn(GatewayView view, bool relayEnabled)
    {
        var from = (Wish, Placement, FirstPort, RelayPort, Held.Relay, view, relayEnabled);
        if (_claim is not null && from == _claimFrom) return _claim;
        _claimFrom = from;
        var isDirect = Ladder.For(Wish, Placement, view, relayEnabled).FirstOrDefault()?.Route == Route.Direct;
        var target = isDirect ? Climber.DirectTarget(Wish, view.Gateway) : Held.Relay?.LocalEndPoint ?? new IPEndPoint(view.Gateway.LocalAddress, RelayPort);
        return _claim = new Claim(Wish.Transport, FirstPort, target);
    }

    /// <summary>Forgets every due time, as at a new gateway.</summary>
    public void Restart()
    {
        ClimbNotBefore = default;
        ImproveAt = RenewAt = VerifyAt = null;
        RenewTries = Failures = 0;
        SilentSince = null;
        HasClimbed = false;
        Doubt = Doubt.None;
    }

    private (Transport Transport, ushort External) PortWished => (Wish.Transport, Wish.ExternalPort);

    private void Set<T>(ref T field, T value)
    {
        if (EqualityComparer<T>.Default.Equals(field, value)) return;
        field = value;
        _snapshot = null;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
