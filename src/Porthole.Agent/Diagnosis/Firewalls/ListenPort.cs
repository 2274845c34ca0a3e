using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>A port of this PC that the relay listens on.</summary>
internal readonly record struct ListenPort(Transport Transport, int Number)
{
    /// <summary>As firewalls' tools write it: <c>8554/tcp</c>.</summary>
    public string Slashed => $"{Number}/{Word}";

    /// <summary><c>tcp</c> or <c>udp</c>.</summary>
    public string Word => Transport == Transport.Tcp ? "tcp" : "udp";

    public override string ToString() => $"{(Transport == Transport.Tcp ? "TCP" : "UDP")} {Number}";
}
