using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>What a forward that holds no mapping asks of the router first, and the ports that it may come to.</summary>
internal sealed class Claim
{
    private readonly Transport _transport;
    private readonly ImmutableArray<ushort> _ports;

    /// <param name="transport">The forward's transport.</param>
    /// <param name="firstPort">The external port asked for first.</param>
    /// <param name="target">Where its first rung leads.</param>
    public Claim(Transport transport, ushort firstPort, IPEndPoint target)
    {
        (_transport, _ports) = (transport, [.. ExternalPorts.SequenceFrom(firstPort)]);
        var inner = target.ToString();
        Renews = [(transport, inner, null), .. _ports.Select(port => (transport, inner, (ushort?)port))];
    }

    /// <summary>The keys of the leftovers that are renewed by asking for this forward, and so must not be closed.</summary>
    public ImmutableArray<(Transport Transport, string Internal, ushort? External)> Renews { get; }

    /// <summary>What tells a leftover from others, as far as renewing it goes.</summary>
    public static (Transport Transport, string Internal, ushort? External) KeyOf(RememberedForward leftover) =>
        (leftover.Transport, leftover.Internal, leftover.IsOneAPort ? leftover.External : null);

    /// <summary>Whether the leftover has a port that this forward may ask for.</summary>
    public bool Concerns(RememberedForward leftover) => leftover.Transport == _transport && _ports.Contains(leftover.External);

    /// <summary>Whether the leftover leads elsewhere from a port that this forward may ask for.</summary>
    public bool IsBlockedBy(RememberedForward leftover) => Concerns(leftover) && !Renews.Contains(KeyOf(leftover));
}
