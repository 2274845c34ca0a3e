using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>
/// Error codes of UPnP (Device Architecture 1.1, 3.2.2) and of WANIPConnection:1 and :2 (2.4 and 2.5 there), and what
/// each says by itself. Codes that routers use for several things are told apart by <see cref="RefusalInvestigator"/>.
/// </summary>
internal static class UpnpError
{
    public const int InvalidAction = 401;
    public const int InvalidArguments = 402;
    public const int ActionFailed = 501;
    public const int OptionalActionNotImplemented = 602;
    public const int OutOfMemory = 603;
    public const int HumanInterventionRequired = 604;
    public const int StringTooLong = 605;
    public const int NotAuthorized = 606;

    // 703 to 711 are the connection's own states: not configured, setup failed, disconnecting and so on.
    public const int FirstConnectionState = 703;
    public const int LastConnectionState = 711;

    public const int ArrayIndexInvalid = 713;
    public const int NoSuchEntry = 714;
    public const int SourceWildcardNotPermitted = 715;
    public const int ExternalWildcardNotPermitted = 716;
    public const int Conflict = 718;
    public const int SamePortRequired = 724;
    public const int PermanentLeaseOnly = 725;
    public const int RemoteHostWildcardOnly = 726;
    public const int ExternalWildcardOnly = 727;
    public const int NoPortAvailable = 728;
    public const int OtherMechanism = 729;
    public const int PortMappingNotFound = 730;
    public const int ReadOnly = 731;

    // Seen as the end of a listing beside 713 and 714 (Open.NAT#22, #24, #28; portmapper of kaklakariada).
    public const int UndocumentedEnd = 899;

    /// <summary>What the reply says by itself.</summary>
    public static RefusalReason Classify(SoapReply reply) => reply.Outcome switch
    {
        SoapOutcome.Fault => Classify(reply.Code),
        SoapOutcome.HttpRefused when reply.Code is 401 or 403 => RefusalReason.NotAuthorized,
        SoapOutcome.HttpRefused => RefusalReason.Unexplained,
        SoapOutcome.Garbage => RefusalReason.Garbage,
        SoapOutcome.Granted => RefusalReason.Garbage,
        _ => RefusalReason.NoAnswer,
    };

    /// <summary>The reply as a refusal, by its code alone.</summary>
    public static Refusal ToRefusal(SoapReply reply) => new(Classify(reply), reply.Evidence, reply.Code);

    private static RefusalReason Classify(int? code) => code switch
    {
        InvalidAction or OptionalActionNotImplemented => RefusalReason.Unsupported,
        SourceWildcardNotPermitted or RemoteHostWildcardOnly => RefusalReason.Unsupported,
        NotAuthorized or HumanInterventionRequired or ReadOnly => RefusalReason.NotAuthorized,
        OutOfMemory or NoPortAvailable => RefusalReason.TableFull,
        >= FirstConnectionState and <= LastConnectionState => RefusalReason.ConnectionDown,
        ArrayIndexInvalid or NoSuchEntry or PortMappingNotFound => RefusalReason.NotFound,
        Conflict or OtherMechanism => RefusalReason.Conflict,
        SamePortRequired => RefusalReason.SamePortRequired,
        PermanentLeaseOnly => RefusalReason.PermanentLeaseOnly,
        ExternalWildcardOnly => RefusalReason.ExternalWildcardOnly,
        _ => RefusalReason.Unexplained,
    };
}
