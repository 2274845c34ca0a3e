namespace Porthole.PortMapping;

/// <summary>Why a gateway did not do what it was asked.</summary>
public enum RefusalReason
{
    /// <summary>No answer within the time allowed.</summary>
    NoAnswer,

    /// <summary>The external port is held by another host or rule.</summary>
    Conflict,

    /// <summary>The gateway maps only for the host that asks ("secure mode", PCP without THIRD_PARTY).</summary>
    OnlyForAsker,

    /// <summary>The gateway's rules forbid this port, while others may be allowed.</summary>
    PortForbidden,

    /// <summary>The gateway's rules forbid every mapping, or this host may ask for none.</summary>
    NotAuthorized,

    /// <summary>Only permanent leases are known (UPnP 725).</summary>
    PermanentLeaseOnly,

    /// <summary>Internal and external port must be equal (UPnP 724).</summary>
    SamePortRequired,

    /// <summary>Only a wildcard external port is known (UPnP 727).</summary>
    ExternalWildcardOnly,

    /// <summary>The gateway's table is full.</summary>
    TableFull,

    /// <summary>The gateway's internet connection is down, or it has no external address.</summary>
    ConnectionDown,

    /// <summary>The gateway does not know this operation or option.</summary>
    Unsupported,

    /// <summary>The entry asked for is not in the gateway's table (UPnP 713 and 714).</summary>
    NotFound,

    /// <summary>The gateway said yes, but its table does not list the mapping (kaklakariada/portmapper#139).</summary>
    NotListed,

    /// <summary>The answer makes no sense by the protocol.</summary>
    Garbage,

    /// <summary>The gateway failed and did not say why (UPnP 501 and codes nobody documents).</summary>
    Unexplained,
}

/// <summary>An expected refusal: a value with a named reason, never an exception.</summary>
/// <param name="Reason">The reason, told apart as far as the evidence allows.</param>
/// <param name="Evidence">What was asked and what came back, in one line, for a person to read.</param>
/// <param name="Code">The protocol's own result or error code, where there was one.</param>
public sealed record Refusal(RefusalReason Reason, string Evidence, int? Code = null)
{
    /// <summary>The table entry that stands in the way, where the gateway let it be read.</summary>
    public TableEntry? Holder { get; init; }

    /// <summary>How long the gateway says that the same request would get the same answer (RFC 6887, 8.3); null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
