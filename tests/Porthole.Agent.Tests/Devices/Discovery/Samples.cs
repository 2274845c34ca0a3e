using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Porthole.Agent.Devices.Discovery.Dhip;
using Porthole.Agent.Devices.Discovery.Mdns;
using Porthole.Agent.Devices.Discovery.Onvif;
using Porthole.Agent.Devices.Discovery.Sadp;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Ssdp;
using Porthole.Agent.Devices.Discovery.Xmeye;

namespace Porthole.Agent.Tests.Devices.Discovery;

/// <summary>Answers as real devices gave them, taken from the recordings of others, with the numbers that identify a device changed.</summary>
internal static class Samples
{
    public static IPAddress From { get; } = IPAddress.Parse("192.168.1.64");

    public static byte[] Onvif { get; } = Encoding.UTF8.GetBytes(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">
        <env:Header><wsa:MessageID>urn:uuid:7b2f8800-53a5-11b4-81c3-2428fd000001</wsa:MessageID><wsa:RelatesTo>uuid:1</wsa:RelatesTo><wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action></env:Header>
        <env:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:7B2F8800-53A5-11B4-81C3-2428FD000001</wsa:Address></wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/MAC/24:28:fd:00:00:01 onvif://www.onvif.org/hardware/DS-2CD2385G1-I onvif://www.onvif.org/name/HIKVISION%20DS-2CD2385G1-I onvif://www.onvif.org/location/city/hangzhou</d:Scopes><d:XAddrs>http://192.168.1.64/onvif/device_service http://[fe80::2628:fdff:fe00:1]/onvif/device_service</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></env:Body></env:Envelope>
        """);

    public static byte[] Sadp { get; } = Encoding.UTF8.GetBytes(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ProbeMatch><Uuid>E8ECFE09-90E4-44C0-842B-703F46B58C81</Uuid><Types>inquiry</Types><DeviceType>141945</DeviceType><DeviceDescription>DS-2CD2385G1-I</DeviceDescription><DeviceSN>DS-2CD2385G1-I20200414AAWRE00000001</DeviceSN><CommandPort>8001</CommandPort><HttpPort>81</HttpPort><MAC>24-28-fd-00-00-01</MAC><IPv4Address>192.168.1.64</IPv4Address><DHCP>true</DHCP><SoftwareVersion>V5.6.2build 190701</SoftwareVersion><Activated>true</Activated></ProbeMatch>
        """);

    public static byte[] Dhip { get; } = DhipFrame.Wrap(
        """
        { "mac" : "4c:11:bf:00:00:01", "method" : "client.notifyDevInfo", "params" : { "deviceInfo" : { "DeviceClass" : "IPC", "DeviceType" : "IPC-HDW5421S", "HttpPort" : 80, "IPv4Address" : { "DefaultGateway" : "192.168.1.1", "DhcpEnable" : false, "IPAddress" : "192.168.1.64", "SubnetMask" : "255.255.255.0" }, "Init" : 150, "MachineName" : "Gate", "Manufacturer" : "Private", "Port" : 37778, "SerialNo" : "1F006E4PAX00001", "Vendor" : "Dahua", "Version" : "2.400.0.8", "VideoInputChannels" : 1 } } }
        """u8);

    public static byte[] Xmeye { get; } = Dvrip(
        "{ \"NetWork.NetCommon\" : { \"BuildDate\" : \"2021-03-11\", \"ChannelNum\" : 4, \"HostIP\" : \"0x4001A8C0\", \"HostName\" : \"LocalHost\", \"HttpPort\" : 80, \"MAC\" : \"00:12:31:00:00:01\", \"SN\" : \"b3d1c8a7f0e21234\", \"TCPPort\" : 34567, \"UDPPort\" : 34568, \"Version\" : \"V4.02.R11\" }, \"Ret\" : 100, \"SessionID\" : \"0x00000000\" }\n\0");

    /* Written by hand: 1 answer (PTR), 2 additionals (SRV, TXT); names point back. */
    public static byte[] Mdns { get; } =
    [
        0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 2,
        11, .. "_axis-video"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0, // 12
        0, 12, 0, 1, 0, 0, 0, 10, 0, 7, 4, .. "Gate"u8, 0xC0, 12, // data at 46
        0xC0, 46, 0, 33, 0x80, 1, 0, 0, 0, 10, 0, 15, 0, 0, 0, 0, 0, 80, 6, .. "axis-1"u8, 0xC0, 29,
        0xC0, 46, 0, 16, 0x80, 1, 0, 0, 0, 10, 0, 24, 23, .. "macaddress=B8A44F000001"u8,
    ];

    public static byte[] Ssdp { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nLOCATION: http://192.168.1.64:49152/upnpdevicedesc.xml\r\nSERVER: Linux/3.0.8, UPnP/1.0, Portable SDK for UPnP devices/1.6.18\r\nST: upnp:rootdevice\r\nUSN: uuid:4d454930-0000-1000-8001-2428fd000001::upnp:rootdevice\r\n\r\n");

    public static byte[] Description { get; } = Encoding.UTF8.GetBytes(
        """
        <?xml version="1.0"?>
        <root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>HIKVISION DS-2CD2385G1-I - 2428FD000001</friendlyName><manufacturer>HIKVISION</manufacturer><modelName>DS-2CD2385G1-I</modelName><modelNumber>DS-2CD2385G1-I</modelNumber><serialNumber>DS-2CD2385G1-I20200414AAWRE00000001</serialNumber><UDN>uuid:4d454930-0000-1000-8001-2428fd000001</UDN></device></root>
        """);

    /// <summary>Every protocol with an answer to it.</summary>
    public static ImmutableArray<(ISearchProtocol Protocol, byte[] Answer)> All { get; } =
        [(new WsDiscoveryProtocol(), Onvif), (new SadpProtocol(), Sadp), (new DhipProtocol(), Dhip), (new XmeyeProtocol(), Xmeye), (new MdnsProtocol(), Mdns), (new SsdpProtocol(), Ssdp)];

    public static byte[] Dvrip(string json)
    {
        var frame = new byte[20 + Encoding.UTF8.GetByteCount(json)];
        frame[0] = 0xFF;
        frame[1] = 0x01;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(14), 1531);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(16), frame.Length - 20);
        Encoding.UTF8.GetBytes(json, frame.AsSpan(20));
        return frame;
    }

    /// <summary>What one answer tells, as its only sighting.</summary>
    public static Sighting Read(ISearchProtocol protocol, byte[] answer) => protocol.Read(answer, From).ShouldHaveSingleItem();

    public static Sighting Read(ISearchProtocol protocol, string answer) => Read(protocol, Encoding.UTF8.GetBytes(answer));
}
