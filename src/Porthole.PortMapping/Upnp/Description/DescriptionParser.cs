using System.Collections.Immutable;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Description;

/// <summary>Reads a device description (UPnP Device Architecture 1.1, 2.3), whatever its namespaces, case and nesting.</summary>
internal ref struct DescriptionParser
{
    // The largest gateways seen name a dozen services; an endless list must not become an endless answer.
    private const int MostServices = 64;

    private readonly Uri _url;
    private readonly GatewayPin _pin;
    private readonly List<ServiceFields> _services = [];
    private ServiceFields? _service;
    private string _urlBase = "";
    private string _friendlyName = "";
    private string _manufacturer = "";
    private string _modelName = "";
    private string _modelNumber = "";
    private string _udn = "";

    private DescriptionParser(Uri url, GatewayPin pin) => (_url, _pin) = (url, pin);

    /// <summary>Parses a description; null when the document names no service at all.</summary>
    /// <param name="document">The document as it came.</param>
    /// <param name="url">Where it came from.</param>
    /// <param name="pin">Knows the gateway; URLs elsewhere are refused.</param>
    /// <param name="server">The SERVER header it came with.</param>
    public static DeviceDescription? Parse(ReadOnlySpan<byte> document, Uri url, GatewayPin pin, string server)
    {
        var parser = new DescriptionParser(url, pin);
        var scanner = new XmlScanner(document);
        while (scanner.Read() && parser._services.Count < MostServices)
        {
            parser.Take(scanner);
        }

        parser.EndService();
        return parser._services.Count == 0 || scanner.HasDocumentType ? null : parser.Build(server);
    }

    private void Take(XmlScanner tag)
    {
        if (XmlScanner.Same(tag.Name, "service"u8))
        {
            EndService();
            _service = tag.IsStart ? new ServiceFields() : null;
        }
        else if (tag.Leaf.IsEmpty)
        {
            return;
        }
        else if (_service is not null)
        {
            _service.Take(tag.Leaf, tag.Text);
        }
        else
        {
            TakeDeviceField(tag.Leaf, tag.Text);
        }
    }

    /// <summary>Takes the first of each name: the root device comes first.</summary>
    private void TakeDeviceField(ReadOnlySpan<byte> name, XmlText text)
    {
        if (XmlScanner.Same(name, "URLBase"u8))
        {
            First(text, ref _urlBase);
        }
        else if (XmlScanner.Same(name, "friendlyName"u8))
        {
            First(text, ref _friendlyName);
        }
        else if (XmlScanner.Same(name, "manufacturer"u8))
        {
            First(text, ref _manufacturer);
        }
        else if (XmlScanner.Same(name, "modelName"u8))
        {
            First(text, ref _modelName);
        }
        else if (XmlScanner.Same(name, "modelNumber"u8))
        {
            First(text, ref _modelNumber);
        }
        else if (XmlScanner.Same(name, "UDN"u8))
        {
            First(text, ref _udn);
        }
    }

    private static void First(XmlText text, ref string field)
    {
        if (field.Length == 0)
        {
            field = text.Decode();
        }
    }

    private void EndService()
    {
        if (_service is { Type.Length: > 0 })
        {
            _services.Add(_service);
        }

        _service = null;
    }

    private readonly DeviceDescription Build(string server)
    {
        var connections = ImmutableArray.CreateBuilder<WanConnection>();
        var foreign = "";
        foreach (var service in _services)
        {
            var connection = new WanConnection(
                service.Type, Resolve(service.ControlUrl), Resolve(service.EventUrl), Resolve(service.ScpdUrl));
            if (!connection.IsWanConnection)
            {
                continue;
            }

            if (connection.ControlUrls.IsEmpty)
            {
                foreign = service.ControlUrl;
                continue;
            }

            connections.Add(connection);
        }

        var identity = new RouterIdentity(_friendlyName, _manufacturer, _modelName, _modelNumber, server);
        return new DeviceDescription(identity, _udn, connections.ToImmutable(), _services.Count, foreign);
    }

    private readonly ImmutableArray<Uri> Resolve(string value) => ServiceUrl.Resolve(value, _urlBase, _url, _pin);

    private sealed class ServiceFields
    {
        private string _type = "";
        private string _controlUrl = "";
        private string _eventUrl = "";
        private string _scpdUrl = "";

        public string Type => _type;

        public string ControlUrl => _controlUrl;

        public string EventUrl => _eventUrl;

        public string ScpdUrl => _scpdUrl;

        public void Take(ReadOnlySpan<byte> name, XmlText text)
        {
            if (XmlScanner.Same(name, "serviceType"u8))
            {
                First(text, ref _type);
            }
            else if (XmlScanner.Same(name, "controlURL"u8))
            {
                First(text, ref _controlUrl);
            }
            else if (XmlScanner.Same(name, "eventSubURL"u8))
            {
                First(text, ref _eventUrl);
            }
            else if (XmlScanner.Same(name, "SCPDURL"u8))
            {
                First(text, ref _scpdUrl);
            }
        }
    }
}
