namespace Porthole.PortMapping.Pcp;

/// <summary>Turns a result code into a refusal with a reason that somebody can act on.</summary>
internal static class PcpRefusals
{
    /// <summary>Explains a result code other than SUCCESS.</summary>
    /// <param name="asked">The request in words, with which the evidence begins.</param>
    /// <param name="response">The gateway's answer.</param>
    /// <param name="forAnother">Whether the request named another host than this PC (THIRD_PARTY).</param>
    /// <param name="grantsSuch">Whether this gateway has granted this PC something of the kind before.</param>
    public static Refusal Explain(string asked, PcpResponse response, bool forAnother, bool grantsSuch)
    {
        var reason = Reason(response.Result, forAnother, grantsSuch);
        var hold = TimeSpan.FromSeconds(response.Lifetime);
        return new Refusal(reason, $"{asked}: {Name(response.Result)}{Hint(response.Result, reason)}", (int)response.Result)
        {
            RetryAfter = hold > TimeSpan.Zero ? hold : null,
        };
    }

    private static RefusalReason Reason(PcpResultCode code, bool forAnother, bool grantsSuch) => code switch
    {
        // PCP has one code for "this port" and "anything": what was granted before tells them apart.
        PcpResultCode.NotAuthorized when grantsSuch => RefusalReason.PortForbidden,
        // RFC 6887, 13.1: the two answers of a server that does not let this host ask for others.
        PcpResultCode.UnsuppOption or PcpResultCode.NotAuthorized when forAnother => RefusalReason.OnlyForAsker,
        PcpResultCode.NotAuthorized => RefusalReason.NotAuthorized,
        PcpResultCode.AddressMismatch => RefusalReason.NotAuthorized,
        PcpResultCode.UnsuppVersion or PcpResultCode.UnsuppOpcode or PcpResultCode.UnsuppOption
            or PcpResultCode.UnsuppProtocol => RefusalReason.Unsupported,
        PcpResultCode.NetworkFailure => RefusalReason.ConnectionDown,
        PcpResultCode.NoResources or PcpResultCode.UserExQuota => RefusalReason.TableFull,
        PcpResultCode.CannotProvideExternal => RefusalReason.Conflict,
        // Only for the FILTER option (RFC 6887, 13.3), which is never sent.
        PcpResultCode.ExcessiveRemotePeers => RefusalReason.Garbage,
        _ => RefusalReason.Unexplained,
    };

    private static string Name(PcpResultCode code) => code switch
    {
        PcpResultCode.UnsuppVersion => "UNSUPP_VERSION (1)",
        PcpResultCode.NotAuthorized => "NOT_AUTHORIZED (2)",
        PcpResultCode.MalformedRequest => "MALFORMED_REQUEST (3)",
        PcpResultCode.UnsuppOpcode => "UNSUPP_OPCODE (4)",
        PcpResultCode.UnsuppOption => "UNSUPP_OPTION (5)",
        PcpResultCode.MalformedOption => "MALFORMED_OPTION (6)",
        PcpResultCode.NetworkFailure => "NETWORK_FAILURE (7)",
        PcpResultCode.NoResources => "NO_RESOURCES (8)",
        PcpResultCode.UnsuppProtocol => "UNSUPP_PROTOCOL (9)",
        PcpResultCode.UserExQuota => "USER_EX_QUOTA (10)",
        PcpResultCode.CannotProvideExternal => "CANNOT_PROVIDE_EXTERNAL (11)",
        PcpResultCode.AddressMismatch => "ADDRESS_MISMATCH (12)",
        PcpResultCode.ExcessiveRemotePeers => "EXCESSIVE_REMOTE_PEERS (13)",
        _ => $"result code {(int)code}, which RFC 6887 does not define",
    };

    private static string Hint(PcpResultCode code, RefusalReason reason) => code switch
    {
        _ when reason == RefusalReason.OnlyForAsker =>
            ", the gateway opens ports only for the host that asks",
        // miniupnp/miniupnp#748: a mapping made under another nonce answers like a forbidden one.
        PcpResultCode.NotAuthorized => ", its rules forbid it or the mapping was made with another nonce",
        // bitcoin/bitcoin#30043: some gateways say so of a port that is taken.
        PcpResultCode.NoResources => ", its table is full or the port is taken",
        PcpResultCode.AddressMismatch => ", the gateway sees another address than this PC's: another NAT lies between",
        _ => "",
    };
}
