// Keys made for tests, and nothing else: RSA in DER (private: PKCS #1; public: SubjectPublicKeyInfo) as
// base64.
#pragma once

#include <string_view>

namespace gatepost {

inline constexpr std::string_view kPrivateKey512 =
    "MIIBOQIBAAJBANl0mw8wHyc4P8U9fn/phmHNdGIBmuah/cmDuFao9mi8KkNmH8rTmdg+BQj8KhTQZwZUnfOit6odSIqHNcmK"
    "kX0CAwEAAQJAdyQ3LKwd9XwRHH0jyOtmsEFEKcpdV02b4gPkRL7QOvMS3Zjp9HqMlV/VNyWjTjsqBPgA5UqllIqQCA2IFFQ8"
    "AQIhAOv61RPBJ76N0RiP9IdWrMuArO2AM5sKFK9z1hgZsaJ9AiEA6+dzIKkkGlD5fD1oGFLoWiotBtSG99exW2R2wLC42wEC"
    "IAPCVyqdZRiwAai2glq1ksMbJaYS6L+LhZDV848muaGxAiBJxAT3CIzWgc2RsO309S/cyeVshlZx94tpBaAwntIfAQIgI0kL"
    "rFlX3qVX5AkenBZSXBk2BfwtbBdWr9dvFQzXIxE=";
inline constexpr std::string_view kPublicKey512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANl0mw8wHyc4P8U9fn/phmHNdGIBmuah/cmDuFao9mi8KkNmH8rTmdg+BQj8KhTQ"
    "ZwZUnfOit6odSIqHNcmKkX0CAwEAAQ==";
inline constexpr std::string_view kPrivateKey1024 =
    "MIICXQIBAAKBgQCr6k9Skjs8VBavOYUq2r5LlOKrzrrBmzu0VDxAXLDQmp0tE9dTW9kCI8L0v4yhd8IlwUAa9k3zXE/NoQkr"
    "HHwKsF4rxy1HcT9GfLxhzj/7NgMrxkFjePlcTYczuL8iqZT3wW15Lpu8ni/etxznGLRY7XmTgwOHmjBS+rKvqtCk6wIDAQAB"
    "AoGAclFxRfsvoMJaA1NAlmq3OBNdV9o0niHX5eZN2o7IlS77bcpP2YKuH5ogPhhSL90vIWQMeOFonHe6KYb4Tc63PFzsDgH+"
    "f2up74jDv7vpxIqQmxT+KHmB8xMv5OOS7wDlgNhRbU6Ry8vVIKCVngS1SIMFWAjK/i2xjFaeZNiiQMECQQDeLwrfog3gbmty"
    "Mu89QlG7V+xcuPvnzE0lpaOVRyh3a7O/N9wsfF0EZmuo0pVOBqNlYGObddktzaEuizlBEN2pAkEAxhSnV6UoQlnxItBDvSII"
    "YbVXfL8AxQUKVQxlzNANcOUvQARIlWI1Y/krTzMKyycQZI9b8uiA289bNcHXUgvCcwJBAMhL7miGxi3CPXi49DXseJQEgl9g"
    "oC9qXU4IEf18Jb3qySMkL4enIY/a6UlLdi/eCiVVDNbUGdKR4rF770R5+OkCQBgykbbNQDvKzQBZvMywCaIWCxf8JVXsJbT6"
    "DL2WdO3jsX/6hftpwefymm3UaG8k2IXQVYU5DfTMQfIxOeKV+S0CQQCCKTMCjWEkf2cW2KkIyGM52GyYRDNxEzdOn75XLBVJ"
    "xSRfA0renxJePnGJXShdWerNjsiKCiQA0fjwBAKj988i";
inline constexpr std::string_view kPublicKey1024 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCr6k9Skjs8VBavOYUq2r5LlOKrzrrBmzu0VDxAXLDQmp0tE9dTW9kCI8L0"
    "v4yhd8IlwUAa9k3zXE/NoQkrHHwKsF4rxy1HcT9GfLxhzj/7NgMrxkFjePlcTYczuL8iqZT3wW15Lpu8ni/etxznGLRY7XmT"
    "gwOHmjBS+rKvqtCk6wIDAQAB";
inline constexpr std::string_view kPrivateKey2048 =
    "MIIEoQIBAAKCAQEAu4FUKcOM3E7YTS9yaAq/M3YZJOkXiydhVgma2MNpjFPHdnoBXngZiAnkB25hj7N1zjAuRDL/yszBrx9S"
    "8AqB3glT6RGlxfD/SHo40amHnR2ILnin6l1+GqNXZ1himnObasbWnZ7J5AAlgMG8OcbYjw/D1QNsPCBO3Mlolm8eb568bF7Y"
    "LR9ZCD+YQhZSHqTdSp2Y+8C7E5kO10MMxVAF1QCcpWrffMZTM/6TG0RIhQ/JKV0xJJ4vAF6I75Qu3sVDJWCnvRiLvxb4pa6m"
    "Y9qMKDDK6Qa7TCv5F50iI20QrwkIv+X+yR+vxMpucPlnTDKmPpqweWdU2Hu59XxBcIeRTQIDAQABAoIBAAxuiN8oqnm0No4j"
    "iQZ8k+xnC51mtkYRIIMnqYnD/FxZSlPAx2of311607tpu56J9lPAiQjCMt3GJp9O8zJGwrvZys5HT8I9y3He506AsCT1dMvT"
    "+cTFrxs4B48ADVrn3amThl42osnITV7p5BTBP3wjaPICGJaB893v8qHAEKNeJKWyPLtB/Q1HADyIfJ/2osGzcecxT124Ysx+"
    "rUqfzYJDREamV0eS40ak0dZowHUEKFo73gcsqsAejOaml44OimOGcnb7M93wdXsNrgGBr7PgkE2B6UCrlAjWYw2aSlcITI1l"
    "BWyfTbpKBQIAdpGWYLDWZuSuDMzo/JA0xIuJpzECgYEA5xUyOi1n35h03HezOG2/qSTn1nFvNhTwgb8Qi6wE80OFUEDb+Liq"
    "3fZIE7qZ/3VoeWW6iroZIo0MFVqx+QagwpbZpZM0RCnpk3aG7VIoNNrw5rl4AYZT3xRFhkKwk3vM58wEMaEtiMnvkujvqYvK"
    "byby1uhxc/063R+UV5Pg4ZkCgYEAz7k3pggKVNMIavcwffMK7SxEa0IGla0QgeNKx8zJBHG4L5P1hwrV/rhDLisBzaBGnlNH"
    "gtuY+fuqX2abAgxgN386i7yfP7B+w1TQDWgB03kvbGzHQAciEYY4ENixksYat+Tap1zeWH5NObykV7I7KtXDLuG1Tro2yiDR"
    "WoBO5dUCfwkGyu961pPlYKs8AcQyhUoWJvg5dh6msr5euEa8cXUPLiX0YqNUk1gYRrh+kYVpEKutTZwdqN2wpMgwwsL3f1Aa"
    "lGXjWidPe9BG0P50Nx3Zb4+TrxxgIuaT5CNad4tLSrXDQmat5RlyyejzMGlvDHlLDDFY4xWkzqfUk/bXz/ECgYBOQAemlADQ"
    "U28oXFX4HEZRcguUHBs+5yMAyw6wlYRkGDK6OZKUfJCAlAk6qxjSzT3NBrI5qV/HS/ayWYSrEN5uCY+UdEnJREN8ccauRi/p"
    "6gzjW1bz17wNvfIA5qB+GgKWo696vJFF5M5Soa2HG60ORdhxILWcIqnhGtvCq/MMwQKBgQCRkpRPeH8cVcPIgxx+NGHHec+A"
    "kJhmEWv2DgiiJ/Jsv51Ux3nlELtBdbQfkpSS16RkWaZ0ucKMxzmYNSIDGBjnW6g8Yu19i5pW/3DmedfZFZVCsYDutUh0I1Fw"
    "fXkxvSoHcv4SEzPjI3nXYtlUQoWwtJqHX9vGGww9HCNROtEMhw==";
inline constexpr std::string_view kPublicKey2048 =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4FUKcOM3E7YTS9yaAq/M3YZJOkXiydhVgma2MNpjFPHdnoBXngZ"
    "iAnkB25hj7N1zjAuRDL/yszBrx9S8AqB3glT6RGlxfD/SHo40amHnR2ILnin6l1+GqNXZ1himnObasbWnZ7J5AAlgMG8OcbY"
    "jw/D1QNsPCBO3Mlolm8eb568bF7YLR9ZCD+YQhZSHqTdSp2Y+8C7E5kO10MMxVAF1QCcpWrffMZTM/6TG0RIhQ/JKV0xJJ4v"
    "AF6I75Qu3sVDJWCnvRiLvxb4pa6mY9qMKDDK6Qa7TCv5F50iI20QrwkIv+X+yR+vxMpucPlnTDKmPpqweWdU2Hu59XxBcIeR"
    "TQIDAQAB";
// Of another 1,024 bits.
inline constexpr std::string_view kOtherPublicKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDnbDyoLmOs5Cgl86BroqHP1aYrymF7WYlFDVGx7wt4E0mhTBU3L7sq20H7"
    "+wKpnoYlX5cS3i3hZOdAXErJTD+IMxd+HSNY/xmGsVRK5iGLbR/14cgTHQ+b7y50n6BbducmOTUkMjtQGvwFIGd5w7FXv0RE"
    "CJuMcpwvnQU4IbD/WQIDAQAB";

}  // namespace gatepost
