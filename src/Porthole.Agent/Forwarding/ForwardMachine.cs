using Porthole.Agent.Devices;
using Porthole.Agent.Status;

namespace Porthole.Agent.Forwarding;

/// <summary>One forward's place in the loop: what is wished, what is held, what is due. Touched by the loop alone.</summary>
internal sealed class ForwardMachine(WishedForward wish)
{
    public WishedForward Wish { get; set; } = wish;

    /// <summary>False once the forward left the registry: what it holds is given back, then it is forgotten.</summary>
    public bool IsWanted { get; set; } = true;

    public Holding Held { get; set; } = Holding.Nothing;

    public DevicePlacement Placement { get; set; }

    /// <summary>The port asked for first: the wish, or the one that a conflict led to earlier.</summary>
    public ushort FirstPort { get; set; } = wish.ExternalPort;

    /// <summary>Whether what is held no longer fits the wish and must be given back before anything else.</summary>
    public bool MustRelease { get; set; }

    public bool IsBusy { get; set; }

    public DateTimeOffset ClimbNotBefore { get; set; }

    public DateTimeOffset? ImproveAt { get; set; }

    public DateTimeOffset? RenewAt { get; set; }

    public DateTimeOffset? VerifyAt { get; set; }

    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>Renewals of the present grant that went unanswered.</summary>
    public int RenewTries { get; set; }

    /// <summary>Climbs in a row that ended below the best rung for a reason that may heal.</summary>
    public int Failures { get; set; }

    public bool HasClimbed { get; set; }

    public bool? DeviceOnline { get; set; }

    /// <summary>Begins work: its due time is used up. One that an event sets while the work runs stands when it ends.</summary>
    public void Begin(Work work)
    {
        IsBusy = true;
        if (work == Work.Renew) RenewAt = null;
        if (work == Work.Verify) VerifyAt = null;
        if (work == Work.Improve) ImproveAt = null;
    }

    /// <summary>Renews at the given time, or earlier when an event asks for it.</summary>
    public void RenewBy(DateTimeOffset? at) => RenewAt = Earlier(RenewAt, at);

    /// <summary>Reads back at the given time, or earlier when an event asks for it.</summary>
    public void VerifyBy(DateTimeOffset? at) => VerifyAt = Earlier(VerifyAt, at);

    /// <summary>Looks up the ladder at the given time, or earlier when an event asks for it.</summary>
    public void ImproveBy(DateTimeOffset? at) => ImproveAt = Earlier(ImproveAt, at);

    public ForwardState State => Held switch
    {
        { IsMapped: true } => ForwardState.Mapped,
        _ => HasClimbed ? ForwardState.Failed : ForwardState.Pending,
    };

    public ForwardSnapshot Snapshot() => new()
    {
        Wish = Wish,
        State = State,
        Held = Held,
        RenewsAt = RenewAt,
        RestoredAt = RestoredAt,
        DeviceOnline = DeviceOnline,
    };

    /// <summary>Forgets every due time, as at a new gateway.</summary>
    public void Restart()
    {
        ClimbNotBefore = default;
        ImproveAt = RenewAt = VerifyAt = null;
        RenewTries = Failures = 0;
        HasClimbed = false;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
