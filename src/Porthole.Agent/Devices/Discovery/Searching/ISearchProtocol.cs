using System.Net;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>One way to ask a network for cameras: the datagrams to send, where to, and how to read an answer.</summary>
internal interface ISearchProtocol
{
    Evidence Evidence { get; }

    /// <summary>The multicast group asked; null for none.</summary>
    IPAddress? Group { get; }

    /// <summary>Whether the broadcast addresses are asked too.</summary>
    bool Broadcasts { get; }

    /// <summary>Whether devices answer to the group or to everybody, on the protocol's own port, instead of to who asked.</summary>
    bool AnswersToAll { get; }

    /// <summary>The UDP port of the protocol.</summary>
    int PortIn(DiscoveryPorts ports);

    /// <summary>The questions, made anew for each search.</summary>
    IReadOnlyList<byte[]> Questions();

    /// <summary>What a datagram tells; nothing when it is no answer or makes no sense. Never throws, whatever the datagram holds.</summary>
    IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from);
}
