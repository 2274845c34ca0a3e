using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Settings;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>What the forwarding loop reacts to. Everything that happens reaches it as one of these, in order.</summary>
internal abstract record LoopEvent
{
    private LoopEvent()
    {
    }

    /// <summary>The settings or the registry changed.</summary>
    public sealed record SettingsChanged(PortholeSettings Settings) : LoopEvent;

    /// <summary>The settings file was read again; the errors that keep it from being applied, none when it was.</summary>
    public sealed record SettingsRead(ImmutableArray<string> Errors) : LoopEvent;

    /// <summary>The default gateway was found, changed or lost (null).</summary>
    public sealed record GatewayLocated(DefaultGateway? Gateway) : LoopEvent;

    /// <summary>The session on the gateway noticed something.</summary>
    public sealed record GatewayNoticed(IGatewaySession Session, GatewayEvent What) : LoopEvent;

    /// <summary>The router was asked for its external address.</summary>
    public sealed record ExternalAddressRead(IGatewaySession Session, GatewayResult<IPAddress> Result) : LoopEvent;

    /// <summary>The router was asked for its whole table.</summary>
    public sealed record TableRead(IGatewaySession Session, GatewayResult<IReadOnlyList<TableEntry>> Result) : LoopEvent;

    /// <summary>Work on a forward has ended; the session is the one it began under.</summary>
    public sealed record WorkEnded(ForwardMachine Machine, IGatewaySession? Session, WorkResult Result) : LoopEvent;

    /// <summary>A relay noticed something.</summary>
    public sealed record RelayNoticed(RelayEvent What) : LoopEvent;

    /// <summary>A device was asked whether it accepts connections.</summary>
    public sealed record DeviceAsked(string ForwardId, DeviceAnswer Answer) : LoopEvent;

    /// <summary>A device was found elsewhere, lost, displaced by a stranger, or is back where the registry says (null).</summary>
    public sealed record DeviceMoved(string Device, IPAddress Registered, DeviceStanding? Standing) : LoopEvent;

    /// <summary>Work is about to ask for a mapping that is not written down yet, and waits for that.</summary>
    public sealed record Asking(string ForwardId, RememberedForward Asked, TaskCompletionSource Written) : LoopEvent;

    /// <summary>A mapping that was only tried out could not be removed again.</summary>
    public sealed record MappingLeft(Mapping Mapping) : LoopEvent;

    /// <summary>A leftover was asked to be removed.</summary>
    public sealed record LeftoverTried(RememberedForward Leftover, bool IsGone) : LoopEvent;

    /// <summary>This PC slept, or its clock was set: neither timers nor leases can be relied on.</summary>
    public sealed record ClockJumped(string Evidence) : LoopEvent;

    /// <summary>Somebody asks for a forward to be tried again now.</summary>
    public sealed record RetryAsked(string ForwardId) : LoopEvent;

    /// <summary>Somebody wants to know that the loop turns: it answers by completing the source.</summary>
    public sealed record Pulse(TaskCompletionSource Answer) : LoopEvent;

    /// <summary>The web page of a router that answers no protocol said what it is.</summary>
    public sealed record RouterBannerRead(System.Net.IPAddress Router, string Banner) : LoopEvent;

    /// <summary>This PC's firewall was asked about the relay's ports; null when the relay needs none.</summary>
    public sealed record FirewallLooked(FirewallView? View) : LoopEvent;

    /// <summary>Something is due.</summary>
    public sealed record Tick : LoopEvent;
}

/// <summary>How work on a forward ended.</summary>
internal abstract record WorkResult
{
    private WorkResult()
    {
    }

    /// <summary>The forward holds this now, after a climb or an improvement.</summary>
    public sealed record Holds(Holding Holding) : WorkResult;

    /// <summary>Everything held was given back, but for a mapping of which the router did not say that it is gone.</summary>
    public sealed record Released(Mapping? Left) : WorkResult;

    /// <summary>The mapping was asked for again.</summary>
    public sealed record Renewed(GatewayResult<Mapping> Result) : WorkResult;

    /// <summary>The mapping was looked for in the router's table; null when it is there, else what <see cref="RouterCalls.VerifyAsync"/> found.</summary>
    public sealed record Verified(Refusal? Obstacle) : WorkResult;

    /// <summary>The work was given up, because the agent stops or the gateway changed.</summary>
    public sealed record GivenUp : WorkResult;
}
