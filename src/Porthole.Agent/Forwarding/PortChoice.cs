using Porthole.Agent.Devices;

namespace Porthole.Agent.Forwarding;

/// <summary>The ports that a forward may take: its own first, then the sequence, without those of other forwards.</summary>
/// <param name="First">The external port: the wish, or the one that an earlier conflict led to.</param>
/// <param name="Listen">The relay's port on this PC: the wish, or the one it had last, since a mapping that leads to it may still stand.</param>
/// <param name="Claimed">The ports of the same transport that other forwards wish or hold: two of our own must not take each other's.</param>
internal sealed record PortChoice(ushort First, ushort Listen, IReadOnlySet<ushort> Claimed)
{
    /// <summary>The external ports to ask for, in order.</summary>
    public IEnumerable<ushort> Sequence => From(First);

    /// <summary>The ports for the relay to listen on, in order.</summary>
    public IEnumerable<ushort> Listening => From(Listen);

    private IEnumerable<ushort> From(ushort first) => ExternalPorts.SequenceFrom(first).Where(port => port == first || !Claimed.Contains(port));
}
