namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Settings files as an owner writes them.</summary>
internal static class Settings
{
    /// <summary>The device of the sample settings.</summary>
    public const string FrontDoor = """
        { "Name": "Front door", "Brand": "hikvision", "Address": "192.168.1.20",
          "Ports": [ { "Name": "rtsp", "Protocol": "tcp", "Internal": 554, "External": 8554 },
                     { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8080 } ] }
        """;

    /// <summary>A second camera.</summary>
    public const string Yard = """
        { "Name": "Yard", "Address": "192.168.1.21", "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8081 } ] }
        """;

    /// <summary>A file with these devices and nothing else.</summary>
    public static string For(params IEnumerable<string> devices) => With("", devices);

    /// <summary>A file with these devices and another section, such as <c>"Mapping": { }</c>.</summary>
    public static string With(string section, params IEnumerable<string> devices) =>
        $$"""{ "Porthole": { {{(section.Length == 0 ? "" : section + ",")}} "Devices": [ {{string.Join(",\n", devices)}} ] } }""";

    /// <summary>A device with one web port.</summary>
    public static string Web(string name, string address, int @internal, int external, string more = "") =>
        $$"""{ "Name": "{{name}}", "Address": "{{address}}", {{more}} "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": {{@internal}}, "External": {{external}} } ] }""";
}
