using System.Net;

namespace Porthole.Simulation;

/// <summary>What a simulated device is like to who searches the network for it.</summary>
public sealed record SimulatedDeviceOptions
{
    /// <summary>The brand.</summary>
    public required SimulatedBrand Brand { get; init; }

    /// <summary>The device's address on the LAN.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The MAC address that it tells, with colons.</summary>
    public required string Mac { get; init; }

    /// <summary>The name that its owner gave it; null, the default, leaves it with the maker's.</summary>
    public string? Name { get; init; }

    /// <summary>The serial number; null, the default, makes one from the MAC address.</summary>
    public string? Serial { get; init; }

    /// <summary>
    /// The network card that the device lives on, on Linux and for root alone: it then hears groups and broadcasts there, as a
    /// machine of its own would. Null, the default, answers unicast alone.
    /// </summary>
    public string? NetworkCard { get; init; }

    /// <summary>Whether somebody has set its password. The default is true.</summary>
    public bool HasPassword { get; init; } = true;

    /// <summary>The pause before each answer; WS-Discovery wants a random one of half a second at most. The default is none.</summary>
    public TimeSpan AnswerDelay { get; init; }

    /// <summary>How far its clock is off. The default is not at all.</summary>
    public TimeSpan ClockError { get; init; }

    /// <summary>The ports of the search protocols; 0 takes a free one. The defaults are the real ones.</summary>
    public SimulatedSearchPorts SearchPorts { get; init; } = new();

    /// <summary>Whether its TCP ports are the maker's (the default), which takes an address of its own and on Linux root, or free ones.</summary>
    public bool UseWellKnownPorts { get; init; } = true;
}

/// <summary>The UDP ports of the search protocols.</summary>
public sealed record SimulatedSearchPorts
{
    /// <summary>WS-Discovery.</summary>
    public int WsDiscovery { get; init; } = 3702;

    /// <summary>Hikvision's SADP.</summary>
    public int Sadp { get; init; } = 37020;

    /// <summary>Dahua's DHIP.</summary>
    public int Dhip { get; init; } = 37810;

    /// <summary>Xiongmai's.</summary>
    public int Xmeye { get; init; } = 34569;

    /// <summary>Multicast DNS.</summary>
    public int Mdns { get; init; } = 5353;
}
