namespace Porthole.PortMapping.Pcp;

/// <summary>A response from the gateway.</summary>
internal readonly record struct PcpResponse
{
    /// <summary>2, or the version that the gateway speaks instead; 0 is NAT-PMP.</summary>
    public byte Version { get; init; }

    public PcpOpcode Opcode { get; init; }

    public PcpResultCode Result { get; init; }

    /// <summary>Seconds: of a mapping, its lease; of an error, how long it will stand.</summary>
    public uint Lifetime { get; init; }

    /// <summary>The gateway's clock, in seconds since it last had its state (RFC 6887, 8.5).</summary>
    public uint Epoch { get; init; }

    /// <summary>What a MAP response carries; null for the other opcodes.</summary>
    public PcpMapData? Map { get; init; }
}
