namespace Porthole.PortMapping;

/// <summary>The transport protocol of a mapping.</summary>
public enum Transport
{
    /// <summary>TCP, IANA protocol number 6.</summary>
    Tcp = 6,

    /// <summary>UDP, IANA protocol number 17.</summary>
    Udp = 17,
}
