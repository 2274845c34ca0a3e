using System.Collections.Immutable;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>What this PC's firewall does with connections to the relay's ports, as far as it can be told.</summary>
internal abstract record FirewallView
{
    private FirewallView()
    {
    }

    /// <summary>Nobody can tell.</summary>
    /// <param name="Why">Why not, and what would change that.</param>
    public sealed record Unknown(string Why) : FirewallView;

    /// <summary>Nothing seems to keep them out.</summary>
    /// <param name="Evidence">What was seen.</param>
    public sealed record Open(string Evidence) : FirewallView;

    /// <summary>It turns them away, or most likely does.</summary>
    /// <param name="Ports">The relay's ports that nothing lets in; empty for all of this program.</param>
    /// <param name="Evidence">What was seen.</param>
    /// <param name="Remedy">What to do, the best first.</param>
    public sealed record Blocks(ImmutableArray<ListenPort> Ports, string Evidence, ImmutableArray<string> Remedy) : FirewallView
    {
        /// <summary>Whether connections to this port are turned away.</summary>
        public bool Concerns(ListenPort port) => Ports.IsEmpty || Ports.Contains(port);

        public bool Equals(Blocks? other) => other is not null && Ports.SequenceEqual(other.Ports) && Evidence == other.Evidence && Remedy.SequenceEqual(other.Remedy);

        public override int GetHashCode() => HashCode.Combine(Ports.Length, Evidence);
    }
}
