namespace Porthole.PortMapping.NatPmp;

/// <summary>Turns a result code into a refusal with a reason that somebody can act on.</summary>
internal static class NatPmpRefusals
{
    /// <summary>Explains a result code other than success.</summary>
    /// <param name="asked">The request in words, with which the evidence begins.</param>
    /// <param name="response">The gateway's answer.</param>
    /// <param name="grantsOthers">Whether this gateway has granted this PC something before.</param>
    public static Refusal Explain(string asked, NatPmpResponse response, bool grantsOthers) =>
        new(Reason(response.Result, grantsOthers), $"{asked}: {Name(response.Result)}", (int)response.Result);

    private static RefusalReason Reason(NatPmpResultCode code, bool grantsOthers) => code switch
    {
        // One code for "this port", "switched off" and "anything": what was granted before tells them apart.
        NatPmpResultCode.NotAuthorized => grantsOthers ? RefusalReason.PortForbidden : RefusalReason.NotAuthorized,
        NatPmpResultCode.NetworkFailure => RefusalReason.ConnectionDown,
        NatPmpResultCode.OutOfResources => RefusalReason.TableFull,
        NatPmpResultCode.UnsupportedVersion or NatPmpResultCode.UnsupportedOpcode => RefusalReason.Unsupported,
        _ => RefusalReason.Unexplained,
    };

    private static string Name(NatPmpResultCode code) => code switch
    {
        NatPmpResultCode.UnsupportedVersion => "unsupported version (1)",
        NatPmpResultCode.NotAuthorized => "not authorized or refused (2)",
        NatPmpResultCode.NetworkFailure => "network failure (3)",
        NatPmpResultCode.OutOfResources => "out of resources (4)",
        NatPmpResultCode.UnsupportedOpcode => "unsupported opcode (5)",
        _ => $"result code {(int)code}, which RFC 6886 does not define",
    };
}
