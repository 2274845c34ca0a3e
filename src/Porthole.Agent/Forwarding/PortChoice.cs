using Porthole.Agent.Devices;

namespace Porthole.Agent.Forwarding;

/// <summary>The external ports that a forward may take: its own first, then the sequence, without those of other forwards.</summary>
/// <param name="First">The wish, or the port that an earlier conflict led to.</param>
/// <param name="Claimed">The ports of the same transport that other forwards wish or hold: two of our own must not take each other's.</param>
internal sealed record PortChoice(ushort First, IReadOnlySet<ushort> Claimed)
{
    public IEnumerable<ushort> Sequence => ExternalPorts.SequenceFrom(First).Where(port => port == First || !Claimed.Contains(port));
}
