namespace Porthole.Simulation;

/// <summary>What a simulated device is like: which search protocols it answers, on which ports, in whose words.</summary>
public enum SimulatedBrand
{
    /// <summary>SADP and ONVIF; server port 8000.</summary>
    Hikvision,

    /// <summary>DHIP and ONVIF; server port 37777.</summary>
    Dahua,

    /// <summary>Multicast DNS and ONVIF.</summary>
    Axis,

    /// <summary>The search of Xiongmai's boards, and ONVIF on port 8899 with an address that is not the device's; server port 34567.</summary>
    Xmeye,

    /// <summary>ONVIF alone, on port 8000 and at 0.0.0.0; server port 9000.</summary>
    Reolink,
}
