using System.Text;

namespace Porthole.Agent.Devices;

/// <summary>Makes the identities of forwards, which stand in the status document, in URLs and in the state folder.</summary>
internal static class ForwardId
{
    /// <summary>"Front door" and "rtsp" give <c>front-door/rtsp</c>.</summary>
    public static string Create(string device, string port) => $"{Slug(device)}/{Slug(port)}";

    /// <summary>Lower-case letters and digits of any script, with single hyphens between.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var character in name.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character)) slug.Append(character);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }
}
