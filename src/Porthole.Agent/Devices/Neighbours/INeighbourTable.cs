namespace Porthole.Agent.Devices.Neighbours;

/// <summary>Who is next to this PC on its networks, as the operating system knows it, and how to make it look again.</summary>
internal interface INeighbourTable
{
    /// <summary>
    /// The neighbours whose MAC address is known; nothing is sent. An entry may be old: that its owner is still there is
    /// known only once the address has answered.
    /// </summary>
    IReadOnlyList<Neighbour> Read();

    /// <summary>This PC's addresses and the networks they are on.</summary>
    IReadOnlyList<LocalNetwork> Networks();

    /// <summary>Makes the operating system find out who has an address, by a datagram that nobody reads; returns at once.</summary>
    void Wake(System.Net.IPAddress address);
}
