using System.Xml;
using System.Xml.Linq;

namespace Porthole.Simulation.Device.Onvif;

/// <summary>The device service over HTTP: the calls that need no password (ONVIF Core, access class PRE_AUTH); every other one is refused.</summary>
internal sealed class DeviceServiceAnswers(DeviceFace face, Func<int> port)
{
    public const string Path = "/onvif/device_service";

    private static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace Device = "http://www.onvif.org/ver10/device/wsdl";
    private static readonly XNamespace Schema = "http://www.onvif.org/ver10/schema";

    private int _signIns;
    private int _calls;

    /// <summary>How many requests carried a user or a password.</summary>
    public int SignIns => Volatile.Read(ref _signIns);

    /// <summary>How many ONVIF calls were answered.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public HttpReply Answer(HttpCall call)
    {
        if (call.Header("Authorization") is not null || call.Text.Contains("Security", StringComparison.Ordinal))
            Interlocked.Increment(ref _signIns);
        if (call.Method == "GET")
            return HttpReply.Error(401, "Unauthorized").WithHeader("WWW-Authenticate", "Digest realm=\"camera\", nonce=\"0\"");
        if (call.Method != "POST" || call.Target != Path)
            return HttpReply.Error(404, "Not Found");
        try
        {
            var action = XDocument.Parse(call.Text).Root?.Element(Soap + "Body")?.Elements().FirstOrDefault();
            if (action?.Name.Namespace != Device)
                return HttpReply.Error(400, "Bad Request");
            Interlocked.Increment(ref _calls);
            return Body(action.Name.LocalName) is { } body ? Reply(body) : Refusal();
        }
        catch (XmlException)
        {
            return HttpReply.Error(400, "Bad Request");
        }
    }

    private XElement? Body(string action) => action switch
    {
        "GetSystemDateAndTime" => Clock(face.Time.GetUtcNow() + face.Options.ClockError),

        // Xiongmai's boards are from before this call.
        "GetServices" when face.Options.Brand != SimulatedBrand.Xmeye => new XElement(
            Device + "GetServicesResponse",
            Service("ver10/device", "device_service"), Service("ver10/media", "Media"), Service("ver20/media", "Media2"), Service("ver10/events", "Events")),
        "GetCapabilities" => new XElement(
            Device + "GetCapabilitiesResponse",
            new XElement(Device + "Capabilities", Capability("Device", "device_service"), Capability("Media", "Media"), Capability("PTZ", "PTZ"))),
        _ => null,
    };

    private static XElement Clock(DateTimeOffset now) => new(
        Device + "GetSystemDateAndTimeResponse",
        new XElement(
            Device + "SystemDateAndTime",
            new XElement(Schema + "DateTimeType", "NTP"),
            new XElement(Schema + "DaylightSavings", "false"),
            new XElement(
                Schema + "UTCDateTime",
                new XElement(Schema + "Time", new XElement(Schema + "Hour", now.Hour), new XElement(Schema + "Minute", now.Minute), new XElement(Schema + "Second", now.Second)),
                new XElement(Schema + "Date", new XElement(Schema + "Year", now.Year), new XElement(Schema + "Month", now.Month), new XElement(Schema + "Day", now.Day)))));

    private XElement Service(string space, string path) => new(
        Device + "Service",
        new XElement(Device + "Namespace", $"http://www.onvif.org/{space}/wsdl"),
        new XElement(Device + "XAddr", $"http://{face.Address}:{port()}/onvif/{path}"),
        new XElement(Device + "Version", new XElement(Schema + "Major", 2), new XElement(Schema + "Minor", 60)));

    private XElement Capability(string name, string path) =>
        new(Schema + name, new XElement(Schema + "XAddr", $"http://{face.Address}:{port()}/onvif/{path}"));

    private static HttpReply Reply(XElement body) =>
        HttpReply.Ok("application/soap+xml; charset=utf-8", default)
            .WithText(new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "s", Soap), new XElement(Soap + "Body", body)).ToString(SaveOptions.DisableFormatting));

    private static HttpReply Refusal() =>
        HttpReply.Error(400, "Bad Request").WithText(
            new XElement(
                Soap + "Envelope",
                new XElement(
                    Soap + "Body",
                    new XElement(Soap + "Fault", new XElement(Soap + "Code", new XElement(Soap + "Value", "s:Sender"), new XElement(Soap + "Subcode", new XElement(Soap + "Value", "ter:NotAuthorized")))))).ToString());
}
