using System.Net;

namespace Porthole.PortMapping.NatPmp;

/// <summary>A response from the gateway.</summary>
internal readonly record struct NatPmpResponse
{
    /// <summary>What was asked for.</summary>
    public NatPmpOpcode Opcode { get; init; }

    public NatPmpResultCode Result { get; init; }

    /// <summary>The gateway's clock, in seconds since it last had its state (RFC 6886, 3.6).</summary>
    public uint Epoch { get; init; }

    /// <summary>The external address; null where the response carries none.</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>The mapping; null where the response carries none.</summary>
    public NatPmpMapData? Map { get; init; }
}

/// <summary>A mapping: wished in a request, granted in a response.</summary>
/// <param name="InternalPort">The port on this PC.</param>
/// <param name="ExternalPort">The port on the gateway; 0 in a removal.</param>
/// <param name="Lifetime">Seconds; 0 removes the mapping (RFC 6886, 3.4).</param>
internal readonly record struct NatPmpMapData(ushort InternalPort, ushort ExternalPort, uint Lifetime);
